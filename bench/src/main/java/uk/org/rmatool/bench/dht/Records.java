package uk.org.rmatool.bench.dht;

import uk.org.rmatool.jkademlia.message.Value;

/**
 * Numbered records that are stored and looked for; each call of {@link #make} makes another one.
 */
interface Records {
  /** The key string. */
  String name(int number);

  /** What is to be stored under it now. */
  Value make(int number);

  /** Whether a value is one of those that were made under a number. */
  boolean isOf(int number, Value value);
}
