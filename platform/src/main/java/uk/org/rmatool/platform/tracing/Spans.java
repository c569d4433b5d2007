package uk.org.rmatool.platform.tracing;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.concurrent.Callable;

/** Begins spans; without tracing none, as the methods here do it. */
interface Spans {
  Spans NONE = new Spans() {};

  /**
   * A call came in.
   *
   * @param hop this program's name
   */
  default CallSpan serve(HttpServletRequest request, String hop) {
    return CallSpan.NONE;
  }

  /** A call is made for what this thread serves. */
  default CallSpan call(String method, URI base, String path) {
    return CallSpan.NONE;
  }

  /** Has a task serve what this thread serves, whoever runs it. */
  default <T> Callable<T> here(Callable<T> task) {
    return task;
  }
}
