package uk.org.rmatool.worker.recipes;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words that a recipe leaves to the worker: <code>${java}</code> and its like. */
final class Placeholders {
  static final String JAVA = "java";
  static final String PORT = "port";
  static final String BIND = "bind";
  static final String PLATFORM = "platform";
  static final String SERVICES_HOME = "services_home";
  static final String STATE_DIR = "state_dir";
  static final String DATA_DIR = "data_dir";
  static final String MODELS_DIR = "models_dir";
  static final String LLM_MODEL = "llm_model";
  static final String CPUS = "cpus";
  static final String GPU_SHARE = "gpu_share";
  static final String ROUTER = "router";
  static final String PUBLIC_HOST = "public_host";
  static final String EDGE_LOCATION = "edge_location";
  static final String EDGE_PUBLIC_URL = "edge_public_url";
  static final String EDGE_DATABASE_URL = "edge_database_url";
  static final String BACKUP_DIR = "backup_dir";

  /** A password that is made up once and kept; a file that holds one. */
  static final String SECRET = "secret:";

  static final String SECRET_FILE = "secret_file:";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
  private static final Pattern SECRET_NAME =
      Pattern.compile("(secret|secret_file):[a-z0-9-]{1,50}");
  private static final Set<String> KNOWN =
      Set.of(
          JAVA,
          PORT,
          BIND,
          PLATFORM,
          SERVICES_HOME,
          STATE_DIR,
          DATA_DIR,
          MODELS_DIR,
          LLM_MODEL,
          CPUS,
          GPU_SHARE,
          ROUTER,
          PUBLIC_HOST,
          EDGE_LOCATION,
          EDGE_PUBLIC_URL,
          EDGE_DATABASE_URL);

  private Placeholders() {}

  /** The names that a text uses. */
  static List<String> in(String text) {
    return PLACEHOLDER.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** Whether a worker can fill it in. */
  static boolean isKnown(String name) {
    return KNOWN.contains(name) || SECRET_NAME.matcher(name).matches();
  }

  static boolean uses(String text, String name) {
    return text.contains("${" + name + "}");
  }

  static String fill(String text, UnaryOperator<String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(values.apply(found.group(1))));
  }
}
