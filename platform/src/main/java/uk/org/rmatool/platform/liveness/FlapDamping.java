package uk.org.rmatool.platform.liveness;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;

/**
 * Holds back nodes that come and go, as routers damp routes (RFC 2439): each return adds to a
 * penalty that halves with time; above one bound the node is held back until it has fallen to
 * another. Only nodes with a penalty take memory, and only so many of them.
 */
final class FlapDamping {
  /** How many penalties, and how many recent comings and goings, are remembered. */
  static final int MAX_REMEMBERED = 10_000;

  private static final double RETURN = 1000;
  private static final double CUT = 3000;
  private static final double REUSE = 1500;
  private static final double NEGLIGIBLE = 100;
  private static final double LONGEST = Duration.ofHours(1).toMillis();
  private static final long SOON = Duration.ofMinutes(1).toMillis();

  /**
   * What a node has earned.
   *
   * @param value the penalty when it was last added to
   * @param at when that was
   * @param negligibleAt when it has faded; as all fade alike, this orders them for ever
   * @param heldUntil until when the node is held back; past if it is not
   */
  private record Penalty(NodeId id, double value, long at, double negligibleAt, long heldUntil) {
    static final Comparator<Penalty> SMALLEST_FIRST =
        Comparator.comparingDouble(Penalty::negligibleAt).thenComparing(Penalty::id);
  }

  private final double halfLife;

  /** Such that a node is held back for the longest time at most after its last return. */
  private final double ceiling;

  private final Map<NodeId, Penalty> penalties = new ConcurrentHashMap<>();
  private final NavigableSet<Penalty> smallestFirst = new TreeSet<>(Penalty.SMALLEST_FIRST);

  /** When nodes registered or left within the last minute, the longest ago first. */
  private final SequencedMap<NodeId, Long> recent = new LinkedHashMap<>();

  FlapDamping(LeaseSettings settings) {
    halfLife = settings.flapHalfLife().toMillis();
    ceiling = REUSE * Math.pow(2, LONGEST / halfLife);
  }

  /** A node registers; gives whether it had registered or left less than a minute ago. */
  synchronized boolean registered(NodeId id, long now) {
    var before = recent.remove(id);
    note(id, now);
    return before != null && now - before < SOON;
  }

  synchronized void left(NodeId id, long now) {
    recent.remove(id);
    note(id, now);
  }

  private void note(NodeId id, long now) {
    recent.putLast(id, now);
    forgetRecent(now);
  }

  private void forgetRecent(long now) {
    while (!recent.isEmpty()
        && (recent.size() > MAX_REMEMBERED || now - recent.firstEntry().getValue() >= SOON)) {
      recent.pollFirstEntry();
    }
  }

  /** A node that was lost is back. */
  synchronized void returned(NodeId id, long now) {
    var before = penalties.get(id);
    double value = Math.min(penalty(before, now) + RETURN, ceiling);
    boolean held = value > CUT || (before != null && now < before.heldUntil);
    var next =
        new Penalty(
            id,
            value,
            now,
            now + timeToFall(value, NEGLIGIBLE),
            held ? now + (long) Math.ceil(timeToFall(value, REUSE)) : now);
    if (before != null) {
      smallestFirst.remove(before);
    }
    smallestFirst.add(next);
    penalties.put(id, next);
    forgetPenalties(now);
  }

  private double penalty(@Nullable Penalty penalty, long now) {
    return penalty == null || penalty.negligibleAt <= now
        ? 0
        : penalty.value * Math.pow(2, -Math.max(0, now - penalty.at) / halfLife);
  }

  private double timeToFall(double from, double to) {
    return halfLife * Math.log(from / to) / Math.log(2);
  }

  /** Forgets what no longer counts. */
  synchronized void forget(long now) {
    forgetRecent(now);
    forgetPenalties(now);
  }

  private void forgetPenalties(long now) {
    while (!smallestFirst.isEmpty()
        && (smallestFirst.size() > MAX_REMEMBERED || smallestFirst.first().negligibleAt <= now)) {
      penalties.remove(smallestFirst.removeFirst().id);
    }
  }

  boolean isHeldBack(NodeId id, long now) {
    return heldUntil(id) > now;
  }

  /** Until when a node is held back, in epoch milliseconds; past if it is not. */
  long heldUntil(NodeId id) {
    var penalty = penalties.get(id);
    return penalty == null ? 0 : penalty.heldUntil;
  }

  /** Who is held back, and until when. */
  Map<NodeId, Long> heldBack(long now) {
    return penalties.values().stream()
        .filter(penalty -> penalty.heldUntil > now)
        .collect(Collectors.toMap(Penalty::id, Penalty::heldUntil));
  }

  /** How many have a penalty. */
  int remembered() {
    return penalties.size();
  }
}
