package uk.org.rmatool.dataplane;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/**
 * Where calls go from here; told how it went, so that it can choose better. Called from many
 * threads.
 */
public interface Routes {
  /**
   * The upstreams to try, best first, never empty.
   *
   * @throws uk.org.rmatool.api.PlatformException when there is none, with the reason
   */
  List<Upstream> find(ServiceCall call, HttpServletRequest request);

  /** An upstream took the call and began to answer. */
  default void answered(ServiceCall call, Upstream upstream) {}

  /** An upstream could not be connected to. */
  default void unreachable(ServiceCall call, Upstream upstream, String reason) {}
}
