package uk.org.rmatool.ner.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A token classification model that knows a few word pieces by heart: one <code>Gather</code> that
 * looks each token's logits up. Written as protobuf by hand, after onnx.proto of ONNX 1.8.
 */
public final class TinyModel {
  private static final List<String> LABELS =
      List.of("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "B-MISC");
  private static final Map<String, String> PIECES =
      new TreeMap<>(
          Map.of(
              "Ann", "B-PER", "##abel", "O", "Lee", "I-PER", "Shelter", "B-ORG", "Direct", "I-ORG",
              "Leeds", "B-LOC", "Monday", "B-MISC", "of", "O", "in", "O"));
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private TinyModel() {}

  /** Writes model, tokenizer and configuration. */
  public static void write(Path folder) throws IOException {
    var vocabulary = new ArrayList<>(List.of("[UNK]", "[CLS]", "[SEP]"));
    vocabulary.addAll(PIECES.keySet());
    Files.write(folder.resolve("model.onnx"), model(vocabulary));
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer(vocabulary));
    Files.writeString(folder.resolve("config.json"), config());
  }

  private static String config() {
    var labels = new ArrayList<String>();
    for (int i = 0; i < LABELS.size(); i++) {
      labels.add("\"%d\":\"%s\"".formatted(i, LABELS.get(i)));
    }
    return "{\"max_position_embeddings\":128,\"id2label\":{%s}}"
        .formatted(String.join(",", labels));
  }

  private static String tokenizer(List<String> vocabulary) {
    var words = new ArrayList<String>();
    for (int i = 0; i < vocabulary.size(); i++) {
      words.add("\"%s\":%d".formatted(vocabulary.get(i), i));
    }
    return """
    {"version":"1.0","truncation":null,"padding":null,
     "added_tokens":[
      {"id":1,"content":"[CLS]","single_word":false,"lstrip":false,"rstrip":false,
       "normalized":false,"special":true},
      {"id":2,"content":"[SEP]","single_word":false,"lstrip":false,"rstrip":false,
       "normalized":false,"special":true}],
     "normalizer":null,"pre_tokenizer":{"type":"Whitespace"},
     "post_processor":{"type":"TemplateProcessing",
      "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
       {"SpecialToken":{"id":"[SEP]","type_id":0}}],
      "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
      "special_tokens":{
       "[CLS]":{"id":"[CLS]","ids":[1],"tokens":["[CLS]"]},
       "[SEP]":{"id":"[SEP]","ids":[2],"tokens":["[SEP]"]}}},
     "decoder":null,
     "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
      "max_input_chars_per_word":100,"vocab":{%s}}}
    """
        .formatted(String.join(",", words));
  }

  private static byte[] model(List<String> vocabulary) {
    var weights =
        ByteBuffer.allocate(4 * vocabulary.size() * LABELS.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (var piece : vocabulary) {
      int label = LABELS.indexOf(PIECES.getOrDefault(piece, "O"));
      for (int i = 0; i < LABELS.size(); i++) {
        weights.putFloat(i == label ? 5 : 0);
      }
    }
    var node =
        new Message().text(1, "weights").text(1, "input_ids").text(2, "logits").text(4, "Gather");
    var tensor =
        new Message()
            .number(1, vocabulary.size())
            .number(1, LABELS.size())
            .number(2, FLOAT)
            .text(8, "weights")
            .bytes(9, weights.array());
    var graph =
        new Message()
            .message(1, node)
            .text(2, "tiny")
            .message(5, tensor)
            .message(11, value("input_ids", INT64, "batch", "tokens"))
            .message(11, value("attention_mask", INT64, "batch", "tokens"))
            .message(12, value("logits", FLOAT, "batch", "tokens", "labels"));
    return new Message()
        .number(1, 7) // ir_version
        .message(7, graph)
        .message(8, new Message().text(1, "").number(2, 13)) // opset_import
        .toByteArray();
  }

  private static Message value(String name, int type, String... dimensions) {
    var shape = new Message();
    for (var dimension : dimensions) {
      shape.message(1, new Message().text(2, dimension));
    }
    var tensor = new Message().number(1, type).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** A protobuf message under construction. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, int value) {
      varint(field << 3);
      varint(value);
      return this;
    }

    Message bytes(int field, byte[] value) {
      varint(field << 3 | 2);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.toByteArray());
    }

    byte[] toByteArray() {
      return out.toByteArray();
    }

    private void varint(int value) {
      int rest = value;
      for (; rest > 0x7f; rest >>>= 7) {
        out.write(rest & 0x7f | 0x80);
      }
      out.write(rest);
    }
  }
}
