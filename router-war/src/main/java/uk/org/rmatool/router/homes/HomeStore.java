package uk.org.rmatool.router.homes;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;

/**
 * Where homes are kept, and what coordinators have to let go of. What a method did is durable when
 * it returns, and a method that throws has done nothing.
 */
interface HomeStore {
  List<Home> all();

  Optional<Home> find(NodeId worker);

  /** Those of these workers that have one. */
  List<Home> find(Collection<NodeId> workers);

  /** Those at this coordinator. */
  List<Home> at(NodeId coordinator);

  /**
   * Keeps a home and its events; coordinators that may have the worker still are to let go.
   *
   * @param before the epoch of the home that this one is made upon; 0 without one
   * @return false, and nothing is done, when another replica has given it another home
   */
  boolean save(Home home, long before, Collection<NodeId> left, List<HomeEvent> events)
      throws SQLException;

  /**
   * Forgets a home and keeps its events; a coordinator that could not be told is to let go.
   *
   * @return false, and nothing is done, when another replica has given the worker another home
   */
  boolean remove(Home home, boolean release, List<HomeEvent> events) throws SQLException;

  /**
   * These coordinators are to let go of a worker that they have from before this epoch, except the
   * one where its home is.
   */
  void release(NodeId worker, long epoch, Collection<NodeId> coordinators) throws SQLException;

  /** Writes when workers were last heard of, in one batch. */
  void renew(Collection<Home> homes) throws SQLException;

  /** Forgets homes of workers not heard of since then. */
  void forgetBefore(Instant limit);

  /** What a coordinator has to let go of, at most a thousand at a time. */
  List<Release> releases(NodeId coordinator) throws SQLException;

  /** The coordinator has let go of these. */
  void released(NodeId coordinator, Collection<Release> done) throws SQLException;
}
