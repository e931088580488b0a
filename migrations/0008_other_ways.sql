-- A record that fails at a step may go another way: the step then counts it apart, and how many records it began, because
-- several lines may lead to it. What was counted before knows neither.
create or replace function add_counts(before jsonb, more jsonb) returns jsonb language plpgsql immutable parallel safe as $$
declare
  node text;
  new jsonb;
  old jsonb;
begin
  for node, new in select * from jsonb_each(more) loop
    old := before -> node;
    if old is not null then
      new := jsonb_build_object(
        'passed', (old ->> 'passed')::int + (new ->> 'passed')::int,
        'sent', (old ->> 'sent')::int + (new ->> 'sent')::int,
        'alreadyThere', (old ->> 'alreadyThere')::int + (new ->> 'alreadyThere')::int,
        'leftOut', (old ->> 'leftOut')::int + (new ->> 'leftOut')::int,
        'attention', (old ->> 'attention')::int + (new ->> 'attention')::int,
        'otherWay', coalesce((old ->> 'otherWay')::int, 0) + coalesce((new ->> 'otherWay')::int, 0),
        'began', coalesce((old ->> 'began')::int, 0) + coalesce((new ->> 'began')::int, 0));
    end if;
    before := before || jsonb_build_object(node, new);
  end loop;
  return before;
end $$;
