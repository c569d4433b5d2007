package uk.org.rmatool.coordinator.registrar;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The events of this region that the router has not confirmed. Those that are given are complete:
 * none that commits later comes before one of them, and given again they have the same numbers.
 */
interface Outbox {
  /** The name of the order of this database's events. */
  String stream() throws SQLException;

  /** The oldest ones, at most so many. */
  List<ToldEvent> unconfirmed(int limit) throws SQLException;

  /** The router has kept this one and all before it. */
  void confirm(ToldEvent last) throws SQLException;

  /** The last of these that the router has, when it confirms this number. */
  static Optional<ToldEvent> confirmed(List<ToldEvent> told, long sequence) {
    return told.reversed().stream().filter(event -> event.sequence() <= sequence).findFirst();
  }
}
