type Line<T> = { answered: Promise<void>; next: Promise<T> | null };

const noted = () => undefined;

/**
 * One question at a time per name. Who asks while the same is being asked shares the next question with all who do, so
 * that no answer is older than its question.
 */
export function together<T>(ask: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const lines = new Map<string, Line<T>>();
  const begin = (name: string) => {
    const answer = ask(name);
    const line: Line<T> = { answered: answer.then(noted, noted), next: null };
    lines.set(name, line);
    void line.answered.then(() => {
      if (line.next === null) lines.delete(name);
    });
    return answer;
  };
  return (name) => {
    const line = lines.get(name);
    if (!line) return begin(name);
    line.next ??= line.answered.then(() => begin(name));
    return line.next;
  };
}
