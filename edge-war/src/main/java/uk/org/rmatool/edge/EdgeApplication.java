package uk.org.rmatool.edge;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Health and metrics; service traffic has servlets beside it. */
@ApplicationPath("/")
public class EdgeApplication extends Application {}
