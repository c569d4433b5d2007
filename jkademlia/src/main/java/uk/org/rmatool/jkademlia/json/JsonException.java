package uk.org.rmatool.jkademlia.json;

/** A text is not JSON as we accept it. The message says what is wrong and where. */
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1L;

  JsonException(String what, int position) {
    super(what + " at character " + position);
  }
}
