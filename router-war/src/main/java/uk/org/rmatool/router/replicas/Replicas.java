package uk.org.rmatool.router.replicas;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.ChangeFeed;
import uk.org.rmatool.platform.database.Connections;
import uk.org.rmatool.platform.database.Replica;
import uk.org.rmatool.platform.wiring.Component;

/** This replica's changes for the others, and theirs for this one. */
@Component
public class Replicas {
  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final Replica replica;
  private final ChangeFeed feed;
  private final LongAdder polls = new LongAdder();
  private volatile Replica.Presence presence = new Replica.Presence(1, true);

  @Inject
  public Replicas(Replica replica) {
    this.replica = replica;
    this.feed = new ChangeFeed("router.change", "subject", replica.id());
  }

  /** Changes from now on are given; to be called before anything is read. */
  public void start() {
    Connections.run(database, feed::start);
  }

  /** Tells the others of a change, in the transaction that makes it. */
  public void tell(Connection connection, Topic topic, NodeId id) throws SQLException {
    try (var insert =
        connection.prepareStatement("insert into router.change (subject, origin) values (?, ?)")) {
      insert.setString(1, topic.subject(id));
      insert.setString(2, replica.id());
      insert.executeUpdate();
    }
  }

  /** What others have changed since the last time. */
  public List<Topic.Changed> changed() {
    var subjects = Connections.call(database, feed::poll);
    polls.increment();
    return subjects.stream().flatMap(subject -> Topic.read(subject).stream()).toList();
  }

  /** How often others' changes were asked for since the start. */
  public long polls() {
    return polls.sum();
  }

  /** Says that this replica runs, and finds out whether others do. */
  public void present() {
    presence =
        Connections.call(database, connection -> replica.present(connection, "router.replica"));
  }

  public boolean areOthers() {
    return presence.count() > 1;
  }

  /** Whether this one has run longest: it notes what all see. */
  public boolean isFirst() {
    return presence.first();
  }

  /** Clears away changes that every running replica has seen. */
  public void forget() {
    Connections.run(
        database,
        connection -> {
          try (var delete =
              connection.prepareStatement(
                  "delete from router.change where at < now() - interval '1 hour'")) {
            delete.executeUpdate();
          }
        });
  }
}
