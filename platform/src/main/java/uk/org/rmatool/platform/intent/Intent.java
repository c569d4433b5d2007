package uk.org.rmatool.platform.intent;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;

/**
 * What operators have decided about one node. It belongs to the id, so it outlives restarts,
 * registrations and moves; of two the later one is right.
 *
 * @param cordon it is given nothing more
 * @param drain it finishes what it has, and what it has is given to others
 * @param weight its share of calls compared with its peers', 0 to 100; none with 0
 * @param approval whether it is wanted
 * @param labels at most 32 names of at most 63 characters with values of at most 200
 * @param benchmark when it was last asked for that a worker measures its machine again, in
 *     milliseconds since 1970; 0 for never
 * @param reason why, as the operator says it
 * @param changedAt when it was decided, in milliseconds since 1970; 0 while nothing is
 * @param changedBy who decided it
 */
public record Intent(
    boolean cordon,
    boolean drain,
    int weight,
    Approval approval,
    Map<String, String> labels,
    long benchmark,
    String reason,
    long changedAt,
    String changedBy) {

  public static final int FULL_WEIGHT = 100;
  public static final int MAX_REASON = 300;

  /** Nothing has been decided: it is wanted and has a full share. */
  public static final Intent NONE =
      new Intent(false, false, FULL_WEIGHT, Approval.APPROVED, Map.of(), 0, "", 0, "");

  private static final String BENCHMARK = "benchmark_asked";
  private static final String BENCHMARK_AT = "benchmark_asked_at";
  private static final double LATEST = 9e15;
  private static final Comparator<Intent> BY_TIME =
      Comparator.comparingLong(Intent::changedAt).thenComparing(i -> i.toJson().toString());

  public Intent {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** A newcomer's, where newcomers wait for an operator's approval. */
  public static Intent pending(Instant now) {
    return new Intent(
        false,
        false,
        FULL_WEIGHT,
        Approval.PENDING,
        Map.of(),
        0,
        "newcomers wait for approval",
        now.toEpochMilli(),
        "ENROLMENT");
  }

  /** May get calls. */
  public boolean takesCalls() {
    return approval == Approval.APPROVED && !drain && weight > 0;
  }

  /** May be given more services, or more workers. */
  public boolean takesMore() {
    return approval == Approval.APPROVED && !drain && !cordon;
  }

  /** The state that the decision alone puts a node in, such as <code>drained</code>. */
  public Optional<String> state() {
    return switch (approval) {
      case REJECTED, PENDING -> Optional.of(approval.wireName());
      case APPROVED -> drain ? Optional.of("drained") : Optional.empty();
    };
  }

  /** The decision in a sentence, such as <code>drained by 192.0.2.1: disk fails</code>. */
  public String describe() {
    var what = new ArrayList<String>();
    state().ifPresent(what::add);
    if (cordon) {
      what.add("cordoned");
    }
    if (weight != FULL_WEIGHT) {
      what.add("weight " + weight);
    }
    if (what.isEmpty()) {
      what.add("approved");
    }
    return said(String.join(", ", what));
  }

  /** What led to this decision in a sentence, such as <code>undrained by 192.0.2.1</code>. */
  public String describe(String transition) {
    return said(transition.equals(BENCHMARK) ? "asked to measure again" : transition);
  }

  private String said(String what) {
    return what
        + (changedBy.isEmpty() ? "" : " by " + changedBy)
        + (reason.isEmpty() ? "" : ": " + reason);
  }

  /** The event that leads from the last decision to this one, such as <code>uncordoned</code>. */
  public String transitionFrom(Intent before) {
    if (approval != before.approval) {
      return approval.wireName();
    }
    if (drain != before.drain) {
      return drain ? "drained" : "undrained";
    }
    if (cordon != before.cordon) {
      return cordon ? "cordoned" : "uncordoned";
    }
    if (weight != before.weight) {
      return "weighted";
    }
    if (benchmark > before.benchmark) {
      return BENCHMARK;
    }
    return labels.equals(before.labels) ? "noted" : "labelled";
  }

  /** The later of two decisions; the same one whichever is asked. */
  public Intent orLater(Intent other) {
    return isLaterThan(other) ? this : other;
  }

  public boolean isLaterThan(Intent other) {
    return BY_TIME.compare(this, other) > 0;
  }

  private Intent withBenchmark(long at) {
    return new Intent(cordon, drain, weight, approval, labels, at, reason, changedAt, changedBy);
  }

  /** All members, as they travel and are kept. */
  public JsonObject toJson() {
    var names = Json.createObjectBuilder();
    labels.forEach(names::add);
    var json = Json.createObjectBuilder();
    if (benchmark > 0) {
      json.add(BENCHMARK_AT, benchmark);
    }
    return json.add("cordon", cordon)
        .add("drain", drain)
        .add("weight", weight)
        .add("approval", approval.wireName())
        .add("labels", names)
        .add("reason", reason)
        .add("changed_at", changedAt)
        .add("changed_by", changedBy)
        .build();
  }

  /**
   * A whole intent, as {@link #toJson()} writes it; members that are missing are as in {@link
   * #NONE}.
   *
   * @throws PlatformException 422 with every member that is mistyped or out of range
   */
  public static Intent fromJson(JsonObject json) {
    var fields = new JsonFields(json);
    var change = IntentChange.read(fields);
    var at = (long) fields.number("changed_at", 0, LATEST).orElse(0);
    var by = fields.text("changed_by", NodeId.MAX_LENGTH).orElse("");
    var benchmark = (long) fields.number(BENCHMARK_AT, 0, LATEST).orElse(0);
    fields.check();
    return change.merge(NONE, at, by).withBenchmark(benchmark);
  }
}
