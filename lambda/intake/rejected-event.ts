/** An event or a message that cannot be acted on. Its message says what is accepted. */
export class RejectedEvent extends Error {
  override readonly name = 'RejectedEvent';
}
