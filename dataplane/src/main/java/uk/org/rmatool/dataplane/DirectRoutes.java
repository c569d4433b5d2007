package uk.org.rmatool.dataplane;

/** Routes of a program that may pass calls on without its container, see {@link DirectCalls}. */
public interface DirectRoutes extends Routes {
  /** The program's name in <code>Via</code> and in errors. */
  String hop();

  /**
   * Who can serve a call that has no header of this platform.
   *
   * @throws uk.org.rmatool.api.PlatformException when there is nobody, with the reason
   */
  Candidates find(ServiceCall call);
}
