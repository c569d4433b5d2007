package uk.org.rmatool.api;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonValue.ValueType;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a request and remembers everything that is wrong with them, so that one
 * answer names all of it. Absent and null are the same; numbers may come as numeric strings, as
 * deployed workers send them. A list longer than its limit is 413 at once; everything else is
 * collected for {@link #check()}.
 */
public final class JsonFields {
  private static final String NUL = "contains a NUL character.";
  private static final String UNSTORABLE =
      "contains a NUL character, or a number with more than 100 digits or a huge exponent.";
  private static final int MAX_DIGITS = 100;
  private static final int MAX_EXPONENT = 400;

  private final JsonObject object;
  private final List<FieldError> errors = new ArrayList<>();

  public JsonFields(JsonObject object) {
    this.object = object;
  }

  /** Throws 422 with all that was refused so far. */
  public void check() {
    if (!errors.isEmpty()) {
      throw PlatformException.invalidFields(errors);
    }
  }

  public void refuse(String field, String message) {
    errors.add(new FieldError(field, message));
  }

  /** A required string; when it is missing or refused, an empty one that {@link #check()} stops. */
  public String requiredText(String name, int maxLength) {
    if (value(name) == null) {
      refuse(name, "is required and must be a string.");
      return "";
    }
    return text(name, maxLength).orElse("");
  }

  public Optional<String> text(String name, int maxLength) {
    return switch (value(name)) {
      case null -> Optional.empty();
      case JsonString s when !isStorable(s) -> none(name, NUL);
      case JsonString s when s.getChars().length() <= maxLength -> Optional.of(s.getString());
      case JsonString s -> none(name, "is longer than %d characters.".formatted(maxLength));
      default -> none(name, "must be a string.");
    };
  }

  /** A required object; when it is missing or refused, an empty one that {@link #check()} stops. */
  public JsonObject requiredObject(String name) {
    return switch (value(name)) {
      case JsonObject o when !isStorable(o) -> {
        refuse(name, UNSTORABLE);
        yield JsonValue.EMPTY_JSON_OBJECT;
      }
      case JsonObject o -> o;
      case null -> {
        refuse(name, "is required and must be an object.");
        yield JsonValue.EMPTY_JSON_OBJECT;
      }
      default -> {
        refuse(name, "must be an object.");
        yield JsonValue.EMPTY_JSON_OBJECT;
      }
    };
  }

  public Optional<JsonObject> object(String name) {
    return value(name) == null ? Optional.empty() : Optional.of(requiredObject(name));
  }

  /** A number from min to max, finite; a numeric string counts. */
  public OptionalDouble number(String name, double min, double max) {
    var value = value(name);
    if (value == null) {
      return OptionalDouble.empty();
    }
    var number = asNumber(value);
    if (number.isEmpty()) {
      refuse(name, "must be a number.");
    } else if (!(number.getAsDouble() >= min && number.getAsDouble() <= max)) {
      refuse(name, "must be from %s to %s.".formatted(plain(min), plain(max)));
      return OptionalDouble.empty();
    }
    return number;
  }

  /** A whole number from min to max; a numeric string counts. */
  public OptionalInt integer(String name, int min, int max) {
    var number = number(name, min, max);
    if (number.isPresent() && number.getAsDouble() != Math.rint(number.getAsDouble())) {
      refuse(name, "must be a whole number.");
      return OptionalInt.empty();
    }
    return number.isPresent() ? OptionalInt.of((int) number.getAsDouble()) : OptionalInt.empty();
  }

  public Optional<Boolean> flag(String name) {
    return switch (value(name)) {
      case null -> Optional.empty();
      case JsonValue v when v.equals(JsonValue.TRUE) -> Optional.of(true);
      case JsonValue v when v.equals(JsonValue.FALSE) -> Optional.of(false);
      default -> none(name, "must be true or false.");
    };
  }

  public List<JsonObject> objects(String name, int maxItems) {
    var items = new ArrayList<JsonObject>();
    for (var item : array(name, maxItems)) {
      if (item instanceof JsonObject o) {
        if (!isStorable(o)) {
          refuse(name, UNSTORABLE);
          return List.of();
        }
        items.add(o);
      } else {
        refuse(name, "must be a list of objects.");
        return List.of();
      }
    }
    return List.copyOf(items);
  }

  public List<String> texts(String name, int maxItems, int maxLength) {
    var items = new ArrayList<String>();
    for (var item : array(name, maxItems)) {
      if (item instanceof JsonString s && s.getChars().length() <= maxLength && isStorable(s)) {
        items.add(s.getString());
      } else {
        refuse(name, "must be a list of strings of at most %d characters.".formatted(maxLength));
        return List.of();
      }
    }
    return List.copyOf(items);
  }

  public Map<String, String> textMap(String name, int maxItems, int maxLength) {
    var entries = new LinkedHashMap<String, String>();
    var map = object(name).orElse(JsonValue.EMPTY_JSON_OBJECT);
    limit(name, map.size(), maxItems);
    map.forEach(
        (key, item) -> {
          if (item instanceof JsonString s
              && s.getChars().length() <= maxLength
              && key.length() <= maxLength) {
            entries.put(key, s.getString());
          } else {
            refuse(
                name + "." + key,
                "must be a string of at most %d characters.".formatted(maxLength));
          }
        });
    return entries;
  }

  /**
   * A required address; when it is missing or refused, an empty one that {@link #check()} stops.
   */
  public URI requiredAddress(String name) {
    if (value(name) == null) {
      refuse(name, "is required and must be an http or https URL.");
      return URI.create("");
    }
    return address(name).orElse(URI.create(""));
  }

  /** An address that a node announces: http or https, with a host, without credentials. */
  public Optional<URI> address(String name) {
    var text = text(name, AnnouncedAddress.MAX_LENGTH);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(AnnouncedAddress.parse(text.get()));
    } catch (IllegalArgumentException e) {
      return none(name, e.getMessage() == null ? "is not an address." : e.getMessage());
    }
  }

  private JsonArray array(String name, int maxItems) {
    return switch (value(name)) {
      case null -> JsonValue.EMPTY_JSON_ARRAY;
      case JsonArray list -> {
        limit(name, list.size(), maxItems);
        yield list;
      }
      default -> {
        refuse(name, "must be a list.");
        yield JsonValue.EMPTY_JSON_ARRAY;
      }
    };
  }

  private static void limit(String name, int size, int max) {
    if (size > max) {
      throw new PlatformException(
          ProblemType.TOO_LARGE,
          "%s has %d entries; at most %d are taken.".formatted(name, size, max));
    }
  }

  /** PostgreSQL's text has no NUL and its numbers have an end. */
  private static boolean isStorable(JsonValue value) {
    return switch (value) {
      case JsonString s -> s.getString().indexOf('\0') < 0;
      case JsonNumber n -> n.toString().length() <= MAX_DIGITS && isOrdinary(n);
      case JsonArray list -> list.stream().allMatch(JsonFields::isStorable);
      case JsonObject o ->
          o.entrySet().stream()
              .allMatch(e -> e.getKey().indexOf('\0') < 0 && isStorable(e.getValue()));
      default -> true;
    };
  }

  private static boolean isOrdinary(JsonNumber number) {
    return Math.abs((long) number.bigDecimalValue().scale()) <= MAX_EXPONENT;
  }

  private static OptionalDouble asNumber(JsonValue value) {
    try {
      return switch (value) {
        case JsonNumber n -> OptionalDouble.of(n.doubleValue());
        case JsonString s -> OptionalDouble.of(Double.parseDouble(s.getString()));
        default -> OptionalDouble.empty();
      };
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private static String plain(double limit) {
    return limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit);
  }

  private <T> Optional<T> none(String name, String message) {
    refuse(name, message);
    return Optional.empty();
  }

  private @Nullable JsonValue value(String name) {
    var value = object.get(name);
    return value == null || value.getValueType() == ValueType.NULL ? null : value;
  }
}
