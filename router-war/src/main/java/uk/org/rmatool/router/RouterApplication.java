package uk.org.rmatool.router;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The control API and the pages; service traffic has a servlet beside it. */
@ApplicationPath("/")
public class RouterApplication extends Application {}
