package uk.org.rmatool.helm;

import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.util.Map;

/** The kinds that the chart may make, each with the model that knows its fields. */
final class KubernetesModels {
  private interface Model {
    void validate(JsonElement object) throws IOException;
  }

  private static final Map<String, Model> ALLOWED =
      Map.of(
          "v1/ConfigMap", V1ConfigMap::validateJsonElement,
          "v1/Secret", V1Secret::validateJsonElement,
          "v1/Service", V1Service::validateJsonElement,
          "v1/ServiceAccount", V1ServiceAccount::validateJsonElement,
          "v1/PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement,
          "apps/v1/Deployment", V1Deployment::validateJsonElement,
          "apps/v1/StatefulSet", V1StatefulSet::validateJsonElement,
          "networking.k8s.io/v1/Ingress", V1Ingress::validateJsonElement,
          "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::validateJsonElement,
          "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement);

  private KubernetesModels() {}

  /** Throws when the kind is not one of ours, or a field is unknown, missing or mistyped. */
  static void validate(JsonElement element) throws IOException {
    var object = element.getAsJsonObject();
    var kind = Manifests.text(object, "apiVersion") + "/" + Manifests.text(object, "kind");
    var model = ALLOWED.get(kind);
    if (model == null) {
      throw new IllegalArgumentException("The chart may not make a " + kind);
    }
    model.validate(element);
  }
}
