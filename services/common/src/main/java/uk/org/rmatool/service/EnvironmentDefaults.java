package uk.org.rmatool.service;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes defaults of options from the environment: of <code>--max-text</code> from <code>
 * PREFIX_MAX_TEXT</code>.
 *
 * @param prefix what the names of the variables begin with, without the underscore
 * @param port the default of <code>--port</code>
 * @param environment the variables
 */
record EnvironmentDefaults(String prefix, int port, Map<String, String> environment)
    implements IDefaultValueProvider {
  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.arity().max() == 0) {
      return null;
    }
    var value = environment.get(variable(option.longestName()));
    return value == null && option.longestName().equals("--port") ? Integer.toString(port) : value;
  }

  String variable(String option) {
    return prefix + option.substring(1).replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
