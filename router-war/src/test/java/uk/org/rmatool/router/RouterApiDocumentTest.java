package uk.org.rmatool.router;

import uk.org.rmatool.platform.openapi.ApiDocumentContract;

/** The router's OpenAPI document describes the router. */
class RouterApiDocumentTest extends ApiDocumentContract {
  RouterApiDocumentTest() {
    super(RouterApplication.class);
  }
}
