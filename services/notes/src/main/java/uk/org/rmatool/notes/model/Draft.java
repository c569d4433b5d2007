package uk.org.rmatool.notes.model;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.StrictJson;
import uk.org.rmatool.notes.advice.Role;

/**
 * What a model answered, as yet unchecked.
 *
 * @param items its statements
 */
record Draft(List<Item> items) {
  /**
   * A statement.
   *
   * @param role the list that it stood in
   * @param text what it says
   * @param quote the words of the notes that are to prove it
   * @param date of a deadline the date, else empty
   */
  record Item(Role role, String text, String quote, String date) {
    boolean isDeadline() {
      return !date.isEmpty();
    }
  }

  private static final int MAX_ITEMS = 200;
  private static final int MAX_LENGTH = 2_000;
  private static final Map<String, Role> LISTS =
      Map.of(
          "matters_discussed", Role.MATTER, "our_actions", Role.OURS, "your_actions", Role.YOURS);

  Draft {
    items = List.copyOf(items);
  }

  /** Throws {@link IllegalArgumentException} with a sentence when the answer is not as asked. */
  static Draft parse(String answer) {
    var json = object(answer);
    var items = new ArrayList<Item>();
    LISTS.forEach((name, role) -> read(json, name, role, false, items));
    read(json, "deadlines", Role.MATTER, true, items);
    return new Draft(items);
  }

  private static JsonObject object(String answer) {
    int start = answer.indexOf('{');
    int end = answer.lastIndexOf('}');
    try {
      return StrictJson.parse(
          answer.substring(Math.max(0, start), end + 1).getBytes(StandardCharsets.UTF_8));
    } catch (PlatformException e) {
      throw new IllegalArgumentException(
          "The answer is not the JSON object that was asked for.", e);
    }
  }

  private static void read(
      JsonObject json, String name, Role role, boolean deadline, List<Item> items) {
    if (!json.containsKey(name)) {
      throw new IllegalArgumentException("The answer has no list " + name + ".");
    }
    try {
      for (var item : json.getJsonArray(name).getValuesAs(JsonObject.class)) {
        items.add(
            new Item(
                role, text(item, "text"), text(item, "quote"), deadline ? text(item, "date") : ""));
      }
    } catch (ClassCastException e) {
      throw new IllegalArgumentException(name + " is no list of objects.", e);
    }
    if (items.size() > MAX_ITEMS) {
      throw new IllegalArgumentException("The answer has too many statements.");
    }
  }

  private static String text(JsonObject item, String name) {
    if (item.get(name) instanceof JsonString string
        && !string.getString().isBlank()
        && string.getString().length() <= MAX_LENGTH) {
      return string.getString().strip().replaceAll("\\s+", " ");
    }
    throw new IllegalArgumentException("A statement has no " + name + " or a huge one.");
  }
}
