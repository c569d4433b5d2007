package uk.org.rmatool.worker.detect;

import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The worker's parts without a container: each is made once, by its one injected constructor, with
 * its settings from the environment under the names and defaults that it declares.
 */
final class Parts {
  private final Map<String, String> environment;
  private final Map<Class<?>, Object> made = new HashMap<>();

  Parts(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** From now on this is the part of that type. */
  <T> Parts with(Class<T> type, T part) {
    made.put(type, part);
    return this;
  }

  /**
   * The part, made when it is asked for first.
   *
   * @throws IllegalArgumentException with a sentence, when a setting cannot be right
   */
  <T> T get(Class<T> type) {
    var there = made.get(type);
    if (there == null) {
      there = make(type);
      made.put(type, there);
    }
    return type.cast(there);
  }

  private <T> T make(Class<T> type) {
    var constructor = constructor(type);
    var arguments =
        Arrays.stream(constructor.getParameters()).map(this::argument).toArray(Object[]::new);
    try {
      constructor.setAccessible(true);
      return type.cast(constructor.newInstance(arguments));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Constructor<?> constructor(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .filter(it -> it.isAnnotationPresent(Inject.class))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(type + " has no injected constructor"));
  }

  private Object argument(Parameter parameter) {
    var setting = parameter.getAnnotation(ConfigProperty.class);
    return setting == null ? get(parameter.getType()) : setting(setting, parameter.getType());
  }

  private Object setting(ConfigProperty setting, Class<?> type) {
    var name = setting.name().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    var given = environment.get(name);
    if (type == Optional.class) {
      return Optional.ofNullable(given).filter(text -> !text.isBlank());
    }
    return converted(name, given == null || given.isBlank() ? setting.defaultValue() : given, type);
  }

  private static Object converted(String name, String text, @Nullable Class<?> type) {
    try {
      if (type == int.class) {
        return Integer.parseInt(text.strip());
      }
      return type == long.class ? (Object) Long.parseLong(text.strip()) : text;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("%s '%s' is no number.".formatted(name, text), e);
    }
  }
}
