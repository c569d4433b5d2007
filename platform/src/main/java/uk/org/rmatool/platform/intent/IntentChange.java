package uk.org.rmatool.platform.intent;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.PlatformException;

/**
 * The members of an intent that an operator wants otherwise; what is empty stays.
 *
 * @param benchmark that a worker measures its machine again; false takes that back
 * @param labels labels to set, and labels to take away, which have no value
 */
public record IntentChange(
    Optional<Boolean> cordon,
    Optional<Boolean> drain,
    Optional<Integer> weight,
    Optional<Approval> approval,
    Optional<Boolean> benchmark,
    Map<String, Optional<String>> labels,
    Optional<String> reason) {

  private static final int MAX_LABELS = 32;
  private static final int MAX_VALUE = 200;
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");

  /**
   * Reads the body of a PATCH. A label whose value is null is taken away; otherwise null is as good
   * as absent.
   *
   * @throws PlatformException 422 with every member that is mistyped or out of range, or when none
   *     is named
   */
  public static IntentChange parse(JsonObject body) {
    var fields = new JsonFields(body);
    var change = read(fields);
    fields.check();
    if (change.isEmpty()) {
      throw refused(
          "body",
          "must name what to change: cordon, drain, weight, approval, labels or benchmark.");
    }
    return change;
  }

  /**
   * The same for nodes that cannot measure their machines.
   *
   * @param who such nodes, in words
   * @throws PlatformException 422 also when they are to measure
   */
  public static IntentChange parseFor(String who, JsonObject body) {
    var change = parse(body);
    change.refuseBenchmark(who);
    return change;
  }

  /**
   * For nodes that cannot measure their machines.
   *
   * @throws PlatformException 422 when this one is to
   */
  public void refuseBenchmark(String who) {
    if (benchmark.isPresent()) {
      throw refused("benchmark", "is not for %s; they do not measure.".formatted(who));
    }
  }

  static IntentChange read(JsonFields fields) {
    var weight = fields.integer("weight", 0, Intent.FULL_WEIGHT);
    return new IntentChange(
        fields.flag("cordon"),
        fields.flag("drain"),
        weight.isPresent() ? Optional.of(weight.getAsInt()) : Optional.empty(),
        approval(fields),
        fields.flag("benchmark"),
        labels(fields),
        fields.text("reason", Intent.MAX_REASON));
  }

  private static Optional<Approval> approval(JsonFields fields) {
    var text = fields.text("approval", Intent.MAX_REASON);
    var approval = text.flatMap(Approval::of);
    if (text.isPresent() && approval.isEmpty()) {
      fields.refuse("approval", "must be approved, pending or rejected.");
    }
    return approval;
  }

  private static Map<String, Optional<String>> labels(JsonFields fields) {
    var labels = new LinkedHashMap<String, Optional<String>>();
    fields
        .object("labels")
        .orElse(JsonValue.EMPTY_JSON_OBJECT)
        .forEach(
            (name, value) -> {
              if (!NAME.matcher(name).matches()) {
                fields.refuse(
                    "labels",
                    "has a name that is not 1 to 63 letters, digits, '.', '_', '/' or '-', the"
                        + " first and the last a letter or digit.");
              } else if (value instanceof JsonString s && s.getChars().length() <= MAX_VALUE) {
                labels.put(name, Optional.of(s.getString()));
              } else if (value.equals(JsonValue.NULL)) {
                labels.put(name, Optional.empty());
              } else {
                fields.refuse(
                    "labels." + name,
                    "must be a string of at most %d characters.".formatted(MAX_VALUE));
              }
            });
    return labels;
  }

  /**
   * The intent with this change, decided now, and always after the last one.
   *
   * @param by who decides it
   * @throws PlatformException 422 when it would have too many labels
   */
  public Intent applyTo(Intent before, Instant now, String by) {
    return merge(before, Math.max(now.toEpochMilli(), before.changedAt() + 1), by);
  }

  Intent merge(Intent before, long at, String by) {
    var merged = new TreeMap<>(before.labels());
    labels.forEach(
        (name, value) ->
            value.ifPresentOrElse(text -> merged.put(name, text), () -> merged.remove(name)));
    if (merged.size() > MAX_LABELS) {
      throw refused(
          "labels", "would be %d; a node has at most %d.".formatted(merged.size(), MAX_LABELS));
    }
    return new Intent(
        cordon.orElse(before.cordon()),
        drain.orElse(before.drain()),
        weight.orElse(before.weight()),
        approval.orElse(before.approval()),
        merged,
        benchmark.map(wanted -> wanted ? at : 0L).orElse(before.benchmark()),
        reason.orElse(isRemark() ? before.reason() : ""),
        at,
        by);
  }

  /**
   * Whether this changes labels or asks for a measurement at most: then the reason of the decision
   * stays.
   */
  private boolean isRemark() {
    return cordon.isEmpty() && drain.isEmpty() && weight.isEmpty() && approval.isEmpty();
  }

  private boolean isEmpty() {
    return cordon.isEmpty()
        && drain.isEmpty()
        && weight.isEmpty()
        && approval.isEmpty()
        && benchmark.isEmpty()
        && labels.isEmpty()
        && reason.isEmpty();
  }

  private static PlatformException refused(String field, String message) {
    return PlatformException.invalidFields(List.of(new FieldError(field, message)));
  }
}
