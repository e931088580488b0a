-- A record that fails at a step may go another way: the step then counts it apart, and how many records it began, because
-- several lines may lead to it.
create or replace function add_counts(before jsonb, more jsonb) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(node, (
    select jsonb_object_agg(name, coalesce((before -> node ->> name)::int, 0) + coalesce((more -> node ->> name)::int, 0))
    from unnest(array['passed', 'sent', 'alreadyThere', 'leftOut', 'attention', 'otherWay', 'began']) as name)), '{}')
  from (select jsonb_object_keys(before) union select jsonb_object_keys(more)) as nodes(node)
$$;
