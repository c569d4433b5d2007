package uk.org.rmatool.dataplane;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where calls go from here; told how it went, so that it can choose better. Called from many
 * threads.
 */
public interface Routes {
  /**
   * Who can serve a call.
   *
   * @throws uk.org.rmatool.api.PlatformException when there is nobody, with the reason
   */
  Candidates find(ServiceCall call, HttpServletRequest request);

  /** An upstream took the call and began to answer. */
  default void answered(ServiceCall call, Upstream upstream) {}

  /**
   * An upstream could not be connected to.
   *
   * @throws uk.org.rmatool.api.PlatformException what the caller is told when nobody else here is
   *     to be tried
   */
  default void unreachable(ServiceCall call, Upstream upstream, String reason) {}

  /**
   * An upstream took a call that may be made twice, and broke off before it answered.
   *
   * @throws uk.org.rmatool.api.PlatformException what the caller is told instead of that
   */
  default void brokeOff(ServiceCall call, Upstream upstream, String reason) {}

  /**
   * An upstream served nothing though it could be connected to: it broke off or was silent too
   * long, or it says so itself (502, 503, 504), other than for being full.
   */
  default void failed(ServiceCall call, Upstream upstream) {}
}
