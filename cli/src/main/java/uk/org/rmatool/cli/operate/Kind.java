package uk.org.rmatool.cli.operate;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What an id can belong to. */
enum Kind {
  COORDINATOR,
  WORKER;

  /** As it is called in sentences. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The member of an answer that lists them. */
  String plural() {
    return word() + "s";
  }

  /** The path of the list. */
  String path() {
    return "/api/admin/" + plural();
  }

  /** The path of one of them. */
  String path(String id) {
    return path() + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
