package uk.org.rmatool.service;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number of seconds. */
public final class SecondsConverter implements ITypeConverter<Duration> {
  public SecondsConverter() {}

  @Override
  public Duration convert(String text) {
    try {
      return Duration.ofSeconds(Integer.parseInt(text.strip()));
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s' is no whole number of seconds".formatted(text));
    }
  }
}
