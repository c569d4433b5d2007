package uk.org.rmatool.notes.advice;

/** Which list a statement is in. */
public enum Role {
  MATTER,
  OURS,
  YOURS
}
