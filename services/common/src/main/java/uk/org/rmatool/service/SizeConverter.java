package uk.org.rmatool.service;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads <code>1048576</code>, <code>1024KB</code>, <code>1MB</code> as a number of bytes. */
public final class SizeConverter implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([KMG]?)I?B?");

  public SizeConverter() {}

  @Override
  public Long convert(String text) {
    var size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!size.matches()) {
      throw new TypeConversionException("'%s' is no size such as 500KB or 100MB".formatted(text));
    }
    int shift =
        switch (size.group(2)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
    try {
      return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << shift);
    } catch (ArithmeticException e) {
      throw new TypeConversionException("'%s' is too large a size".formatted(text));
    }
  }
}
