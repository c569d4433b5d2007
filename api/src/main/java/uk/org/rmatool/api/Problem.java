package uk.org.rmatool.api;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The body of every error: RFC 9457 problem details, with the earlier implementation's <code>error
 * </code> and <code>message</code> beside them.
 *
 * @param type which error it is
 * @param title the short name, also sent as <code>error</code>
 * @param detail what happened and what to do, also sent as <code>message</code>
 * @param errors the refused fields, empty when the error is about no field
 * @param members further members of this one error, such as <code>hop</code>
 * @param retryAfter when to try again, sent as the <code>Retry-After</code> header
 */
public record Problem(
    ProblemType type,
    String title,
    String detail,
    List<FieldError> errors,
    Map<String, String> members,
    Optional<Duration> retryAfter) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
    members = Map.copyOf(members);
  }

  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, type.title(), detail, List.of(), Map.of(), Optional.empty());
  }

  public Problem withTitle(String newTitle) {
    return new Problem(type, newTitle, detail, errors, members, retryAfter);
  }

  public Problem withErrors(List<FieldError> newErrors) {
    return new Problem(type, title, detail, newErrors, members, retryAfter);
  }

  public Problem with(String name, String value) {
    var more = new TreeMap<>(members);
    more.put(name, value);
    return new Problem(type, title, detail, errors, more, retryAfter);
  }

  public Problem withRetryAfter(Duration after) {
    return new Problem(type, title, detail, errors, members, Optional.of(after));
  }

  public int status() {
    return type.status();
  }

  /** The value of the <code>Retry-After</code> header: whole seconds, at least one. */
  public Optional<String> retryAfterSeconds() {
    return retryAfter.map(after -> Long.toString(Math.max(1, after.toSeconds())));
  }

  public JsonObject toJson() {
    var json =
        Json.createObjectBuilder()
            .add("type", type.uri())
            .add("title", title)
            .add("status", status())
            .add("detail", detail)
            .add("error", title)
            .add("message", detail);
    new TreeMap<>(members).forEach(json::add);
    if (!errors.isEmpty()) {
      var list = Json.createArrayBuilder();
      errors.forEach(
          e ->
              list.add(
                  Json.createObjectBuilder().add("field", e.field()).add("message", e.message())));
      json.add("errors", list);
    }
    return json.build();
  }
}
