package uk.org.rmatool.worker;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The control API on the public port; service traffic has a servlet of its own beside it. */
@ApplicationPath("/")
public class WorkerApplication extends Application {}
