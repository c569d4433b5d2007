package uk.org.rmatool.coordinator;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The control API; service traffic has a servlet beside it. */
@ApplicationPath("/")
public class CoordinatorApplication extends Application {}
