package uk.org.rmatool.entities;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lists of phrases, one a line, that come with this module. */
final class Phrases {
  private Phrases() {}

  /** A pattern whose group 1 is one of the phrases, the longest, as whole words. */
  static String anyOf(String list) {
    var phrases =
        read(list)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    return "(?<![\\p{L}\\p{N}])(" + phrases + ")(?![\\p{L}\\p{N}])";
  }

  private static String read(String list) {
    try (var in = Phrases.class.getResourceAsStream(list)) {
      if (in == null) {
        throw new FileNotFoundException(list);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
