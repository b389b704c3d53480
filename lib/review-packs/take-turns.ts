/** A question that waits for its turn. */
interface Waiting<Question, Answer> {
  question: Question;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** How questions are answered in turns. */
interface Turns<Question, Answer> {
  /** Questions of the same key may share an answer. */
  keyOf(question: Question): string;
  answer(question: Question): Promise<Answer>;
  /** Whether what was answered to `first` is the answer to `other` too. Else that gets a turn of its own. */
  isShared(answer: Answer, first: Question, other: Question): boolean;
}

/**
 * Lets callers that ask the same at the same time share the work: the first one's question is answered, and whoever comes
 * meanwhile is answered by one more turn that begins after they came. So nobody gets an answer that is older than their
 * question, and ten thousand at once cost two turns.
 */
export function takeTurns<Question, Answer>(turns: Turns<Question, Answer>): (question: Question) => Promise<Answer> {
  const lines = new Map<string, Waiting<Question, Answer>[]>();
  return (question) => {
    const key = turns.keyOf(question);
    const line = lines.get(key);
    return new Promise<Answer>((resolve, reject) => {
      const waiting = { question, resolve, reject };
      if (line) line.push(waiting);
      else {
        const opened = [waiting];
        lines.set(key, opened);
        void serve(opened, turns).finally(() => lines.delete(key));
      }
    });
  };
}

async function serve<Question, Answer>(
  line: Waiting<Question, Answer>[],
  { answer, isShared }: Turns<Question, Answer>,
): Promise<void> {
  for (;;) {
    const [first, ...others] = line.splice(0);
    if (!first) return;
    try {
      const answered = await answer(first.question);
      first.resolve(answered);
      const [sharing, left] = [[] as typeof others, [] as typeof others];
      for (const one of others) (isShared(answered, first.question, one.question) ? sharing : left).push(one);
      for (const one of sharing) one.resolve(answered);
      line.unshift(...left);
    } catch (error) {
      first.reject(error);
      for (const one of others) one.reject(error);
    }
  }
}
