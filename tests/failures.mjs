// A reporter for Node's test runner: the tests that failed, each with its file and its error.
import { inspect } from 'node:util';

export default async function* failures(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:fail') continue;
    const { error } = data.details;
    // Of tests within tests, the innermost has the error.
    if (error.failureType === 'subtestsFailed') continue;
    yield `${data.file}: ${data.name}\n${inspect(error.cause ?? error)}\n\n`;
  }
}
