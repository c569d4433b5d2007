package uk.org.rmatool.coordinator;

import uk.org.rmatool.platform.openapi.ApiDocumentContract;

/** The coordinator's OpenAPI document describes the coordinator. */
class CoordinatorApiDocumentTest extends ApiDocumentContract {
  CoordinatorApiDocumentTest() {
    super(CoordinatorApplication.class);
  }
}
