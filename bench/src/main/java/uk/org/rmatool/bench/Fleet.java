package uk.org.rmatool.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import uk.org.rmatool.bench.load.Template;
import uk.org.rmatool.platform.identity.MessageSignature;
import uk.org.rmatool.platform.identity.NodeKey;

/**
 * Simulated workers, numbered from 0, and what they send: deployed ones and ours ({@code rma/2}),
 * one in ten with a GPU, most of the others plain computers. Ours may have a key and sign; their
 * requests are then made before the clock starts and can be sent for five minutes.
 */
final class Fleet {
  private static final String REGISTER = "/api/worker/register";
  private static final String HEARTBEAT = "/api/worker/heartbeat";
  private static final String ID = "bench-" + Template.NUMBER;

  /** What a worker is for, with the services that one of ours can run. */
  private enum Kind {
    GPU("gpu", "\"llm-inference\",\"vision-ocr\",\"rag-embeddings\",\"ner-extraction\""),
    CPU("cpu", "\"ner-extraction\",\"document-processing\",\"notes-coa\""),
    STORAGE("storage", "\"redis\",\"postgres\",\"minio\""),
    EDGE("edge", "\"edge-proxy\",\"load-balancer\"");

    private final String wireName;
    private final String runnable;

    Kind(String wireName, String runnable) {
      this.wireName = wireName;
      this.runnable = runnable;
    }

    static Kind of(int worker) {
      var twentieth = worker % 20;
      if (twentieth < 2) {
        return GPU;
      }
      if (twentieth < 15) {
        return CPU;
      }
      return twentieth < 19 ? STORAGE : EDGE;
    }
  }

  /** What the workers of one kind send. */
  private record Requests(Template registration, Template heartbeat) {}

  private final String host;
  private final String workersAddress;
  private final int oursPercent;
  private final int signedPercent;
  private final Map<Kind, Requests> deployed = new EnumMap<>(Kind.class);
  private final Map<Kind, Requests> ours = new EnumMap<>(Kind.class);
  private final NodeKey key = NodeKey.create();
  private final Template[] signedRegistrations;
  private final Template[] signedHeartbeats;

  /**
   * Makes the requests.
   *
   * @param host that they are sent to, as in {@code Host}
   * @param workersAddress where all workers answer, each under a path of its own
   * @param count how many workers there are
   * @param oursPercent how many of a hundred are ours
   * @param signedPercent how many of a hundred of ours sign
   */
  Fleet(String host, String workersAddress, int count, int oursPercent, int signedPercent) {
    this.host = host;
    this.workersAddress = workersAddress;
    this.oursPercent = oursPercent;
    this.signedPercent = signedPercent;
    for (var kind : Kind.values()) {
      deployed.put(kind, requests(registration(kind), heartbeat(kind)));
      ours.put(kind, requests(ourRegistration(kind, ID), ourHeartbeat(kind, ID)));
    }
    signedRegistrations = new Template[signedPercent == 0 ? 0 : count];
    signedHeartbeats = new Template[signedPercent == 0 ? 0 : count];
    for (int worker = 0; worker < signedRegistrations.length; worker++) {
      if (signs(worker)) {
        var kind = Kind.of(worker);
        signedRegistrations[worker] = signed(REGISTER, ourRegistration(kind, id(worker)), worker);
        signedHeartbeats[worker] = signed(HEARTBEAT, ourHeartbeat(kind, id(worker)), worker);
      }
    }
  }

  /** The id that a worker registers with. */
  String id(int worker) {
    var name = "bench-" + Template.digits(worker);
    return signs(worker) ? key.id(name).value() : name;
  }

  void writeRegistration(int worker, ByteBuffer into) {
    if (signs(worker)) {
      signedRegistrations[worker].write(worker, into);
    } else {
      plain(worker).registration().write(worker, into);
    }
  }

  void writeHeartbeat(int worker, ByteBuffer into) {
    if (signs(worker)) {
      signedHeartbeats[worker].write(worker, into);
    } else {
      plain(worker).heartbeat().write(worker, into);
    }
  }

  private Requests plain(int worker) {
    var requests = (isOurs(worker) ? ours : deployed).get(Kind.of(worker));
    if (requests == null) {
      throw new IllegalStateException("every kind has its requests");
    }
    return requests;
  }

  private boolean isOurs(int worker) {
    return worker / 20 * 37 % 100 < oursPercent;
  }

  private boolean signs(int worker) {
    return isOurs(worker) && worker / 20 * 41 % 100 < signedPercent;
  }

  private Requests requests(String registration, String heartbeat) {
    return new Requests(
        Template.post(host, REGISTER, registration), Template.post(host, HEARTBEAT, heartbeat));
  }

  private Template signed(String path, String json, int worker) {
    var body = json.replace(Template.NUMBER, Template.digits(worker));
    var headers =
        MessageSignature.sign(
            key,
            MessageSignature.NODE,
            "POST",
            path,
            body.getBytes(StandardCharsets.US_ASCII),
            Instant.now(),
            Map.of());
    return Template.post(host, path, body, headers);
  }

  private String registration(Kind kind) {
    return """
    {"worker_id": "%s", "tunnel_url": "%s/w######", "capabilities": {"worker_type": "%s", \
    "has_gpu": %b, "gpu_type": %s, "cpu_count": 8, "memory": "16GB", "storage": "200GB", \
    "platform": "Linux", "hostname": "host-######"}, "services": [], "containers": []}\
    """
        .formatted(
            ID,
            workersAddress,
            kind.wireName,
            kind == Kind.GPU,
            kind == Kind.GPU ? "\"T4\"" : null);
  }

  private static String heartbeat(Kind kind) {
    return """
    {"worker_id": "%s", "status": "healthy", "current_load": 0.31, "available_memory": "4GB", \
    "loaded_models": [], "active_requests": 2, "gpu_utilization": %s, "services_status": {}}\
    """
        .formatted(ID, kind == Kind.GPU ? "0.4" : "null");
  }

  private String ourRegistration(Kind kind, String id) {
    return """
    {"worker_id":"%s","tunnel_url":"%s/w######","capabilities":{"hostname":"host-######",\
    "os":"Linux 6.8","arch":"amd64","cpu_cores":8,"cpu_model":"AMD Ryzen 7 5700G","ram":"16GB",\
    "ram_bytes":16777216000,"disk_free_bytes":214748364800,"has_gpu":%b,"worker_type":"%s",\
    "commands":["python3","tesseract"]},"api":"rma/2","runnable":[%s],"services":[]}\
    """
        .formatted(id, workersAddress, kind == Kind.GPU, kind.wireName, kind.runnable);
  }

  private static String ourHeartbeat(Kind kind, String id) {
    return """
    {"worker_id":"%s","status":"healthy","current_load":0.31,"available_memory":"9.1GB",\
    "loaded_models":[],"active_requests":2,"gpu_utilization":%s,"services_status":{%s}}\
    """
        .formatted(
            id,
            kind == Kind.GPU ? "0.4" : "0.0",
            kind.runnable.replace(",", ":\"running\",") + ":\"running\"");
  }
}
