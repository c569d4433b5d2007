/**
 * The OpenAPI document of each program: it is a static file of its WAR, and what only the running
 * program knows, its address, is filled in here.
 */
@NullMarked
package uk.org.rmatool.platform.openapi;

import org.jspecify.annotations.NullMarked;
