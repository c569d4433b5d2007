package uk.org.rmatool.jkademlia.message;

/** What one datagram says. */
public sealed interface Message {
  MessageId id();

  /** Somebody asks. */
  record Question(MessageId id, Request request) implements Message {}

  /** Somebody answers; what the result means depends on what was asked. */
  record Answer(MessageId id, Value result) implements Message {}
}
