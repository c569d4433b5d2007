package uk.org.rmatool.router.intents;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.intent.Approval;
import uk.org.rmatool.platform.intent.EnrolmentConfig;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.intent.IntentChange;
import uk.org.rmatool.platform.liveness.HeapBudget;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.history.Subject;

/**
 * All decisions. One is committed to PostgreSQL before it shows here. All are in memory, so there
 * is room for so many nodes only; what was decided about a node can be changed however full it is,
 * but for more labels.
 */
@Component
public class Intents {
  private static final Logger LOG = System.getLogger(Intents.class.getName());

  private static final double HEAP_SHARE = 0.1;

  /** What a decision takes beside its texts, roughly, in bytes. */
  private static final long DECISION = 300;

  private static final Duration ROOM = Duration.ofMinutes(1);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int TRIES = 10;

  private final IntentStore store;
  private final EnrolmentConfig enrolment;
  private final IntentsConfig config;
  private final Clock clock;
  private final Map<NodeId, Decision> coordinators = new ConcurrentHashMap<>();
  private final Map<NodeId, Decision> workers = new ConcurrentHashMap<>();
  private final HeapBudget budget = HeapBudget.share(HEAP_SHARE);
  private final Set<NodeId> untold = ConcurrentHashMap.newKeySet();
  private volatile boolean loaded;

  @Inject
  public Intents(IntentStore store, EnrolmentConfig enrolment, IntentsConfig config, Clock clock) {
    this.store = store;
    this.enrolment = enrolment;
    this.config = config;
    this.clock = clock;
  }

  /** Reads the decisions of before; until that has worked, none can be made. */
  public synchronized void load() {
    if (!loaded) {
      asked(store::all).forEach(this::show);
      loaded = true;
    }
  }

  /** What is decided about a node. */
  public Intent of(Subject subject, NodeId id) {
    return Optional.ofNullable(of(subject).get(id)).map(Decision::intent).orElse(Intent.NONE);
  }

  private Map<NodeId, Decision> of(Subject subject) {
    return subject == Subject.COORDINATOR ? coordinators : workers;
  }

  /** Whether anything was ever decided about a node, or happened to it. */
  public boolean isKnown(Subject subject, NodeId id) {
    return of(subject).containsKey(id) || asked(() -> store.isKnown(subject, id));
  }

  /**
   * An operator decides; durable when it returns.
   *
   * @param by who decides
   * @throws PlatformException 503 when there is no room for another node's, or the database is away
   */
  public synchronized Intent decide(Subject subject, NodeId id, IntentChange change, String by) {
    return update(
        subject, id, before -> change.applyTo(before, clock.instant(), by), /* told= */ false);
  }

  /**
   * A coordinator says what was decided about a worker there; the later decision is kept.
   *
   * @throws PlatformException as above
   */
  public synchronized Intent hear(NodeId worker, Intent there) {
    var here = of(Subject.WORKER, worker);
    if (there.isLaterThan(here)) {
      return update(Subject.WORKER, worker, there::orLater, /* told= */ true);
    }
    if (there.equals(here)) {
      told(worker, here);
    }
    return here;
  }

  /**
   * A node asks to be registered. The database is asked what is decided, because another replica
   * may just have decided.
   *
   * @param registered whether it is already
   * @throws PlatformException 403 when an operator does not want it; 503 when it would have to wait
   *     for approval and there is no room for that
   */
  public synchronized void admit(Subject subject, NodeId id, boolean registered) {
    refresh(subject, id);
    requireWanted(subject, id);
    if (enrolment.needsApproval() && !registered && !isKnown(subject, id)) {
      update(subject, id, Intent.pending(clock.instant())::orLater, /* told= */ false);
    }
  }

  /**
   * Nothing is done for a node that an operator rejected.
   *
   * @throws PlatformException 403 when it is
   */
  public void requireWanted(Subject subject, NodeId id) {
    if (isRejected(subject, id)) {
      throw new PlatformException(
          ProblemType.REJECTED,
          "An operator does not want the %s '%s' here: it is %s."
              .formatted(subject.wireName(), id, of(subject, id).describe()));
    }
  }

  public boolean isRejected(Subject subject, NodeId id) {
    return of(subject, id).approval() == Approval.REJECTED;
  }

  /** All that operators do not want. */
  public List<NodeId> rejected(Subject subject) {
    return of(subject).keySet().stream().filter(id -> isRejected(subject, id)).toList();
  }

  /** Another replica may decide at the same time; then this decision is made upon that one. */
  private Intent update(Subject subject, NodeId id, UnaryOperator<Intent> next, boolean told) {
    requireLoaded();
    for (int i = 0; i < TRIES; i++) {
      var found = asked(() -> store.find(subject, id));
      found.ifPresent(this::show);
      var before = found.map(Decision::intent).orElse(Intent.NONE);
      var after = next.apply(before);
      if (after.equals(before)) {
        return before;
      }
      requireRoom(before, after);
      var decision = new Decision(subject, id, after, told);
      if (asked(() -> store.save(decision, before, after.transitionFrom(before)))) {
        show(decision);
        LOG.log(
            Level.INFO,
            () ->
                "An operator's decision is kept. %s=%s intent=%s"
                    .formatted(subject.wireName(), id, after.describe()));
        return after;
      }
    }
    throw PlatformException.retryLater(
        ProblemType.SATURATED, "Others decide about '%s' all the time.".formatted(id), RETRY);
  }

  private void requireRoom(Intent before, Intent after) {
    var kept = coordinators.size() + workers.size();
    var isNew = before.changedAt() == 0;
    var grows = isNew || after.labels().size() > before.labels().size();
    if ((isNew && kept >= config.maxDecisions())
        || (grows && !budget.hasRoom(size(after) - size(before)))) {
      throw PlatformException.retryLater(
          ProblemType.SATURATED,
          "Decisions about %d nodes are kept here, and by MAX_DECISIONS or the heap there is no room for more."
              .formatted(kept),
          ROOM);
    }
  }

  private static long size(Intent intent) {
    if (intent.changedAt() == 0) {
      return 0;
    }
    return DECISION
        + HeapBudget.of(intent.reason())
        + HeapBudget.of(intent.changedBy())
        + intent.labels().entrySet().stream()
            .mapToLong(label -> HeapBudget.of(label.getKey()) + HeapBudget.of(label.getValue()))
            .sum();
  }

  /** Another replica has decided about a node. */
  public synchronized void refresh(Subject subject, NodeId id) {
    asked(() -> store.find(subject, id)).ifPresent(this::show);
  }

  /** Workers whose coordinator may not know yet what is decided about them. */
  public Set<NodeId> untold() {
    return Collections.unmodifiableSet(untold);
  }

  /** The worker's coordinator has this decision; while the database is away it is told again. */
  public synchronized void told(NodeId worker, Intent intent) {
    var decision = workers.get(worker);
    if (decision != null && !decision.told() && decision.intent().equals(intent)) {
      try {
        store.told(worker, intent);
        show(decision.withTold());
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "A told decision cannot be marked so; it is told again.", e);
      }
    }
  }

  private void show(Decision decision) {
    var before = of(decision.subject()).put(decision.id(), decision);
    budget.use(size(decision.intent()) - (before == null ? 0 : size(before.intent())));
    if (decision.subject() == Subject.WORKER) {
      if (decision.told()) {
        untold.remove(decision.id());
      } else {
        untold.add(decision.id());
      }
    }
  }

  private void requireLoaded() {
    if (!loaded) {
      throw new PlatformException(DatabaseAway.problem());
    }
  }

  private interface Question<T> {
    T ask() throws SQLException;
  }

  private static <T> T asked(Question<T> question) {
    try {
      return question.ask();
    } catch (SQLException e) {
      throw DatabaseAway.translated(e, "The table of intents refused a statement");
    }
  }
}
