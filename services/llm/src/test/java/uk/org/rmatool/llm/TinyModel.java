package uk.org.rmatool.llm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A language model of 2 MB for llama.cpp that always says the same: a bigram model in the shape of
 * Llama, in a GGUF file of version 3 (ggml's docs/gguf.md). A token's embedding is its own
 * dimension, the one layer adds nothing, and the output matrix holds for each token the next one.
 */
public final class TinyModel {
  /** What it answers to everything. */
  public static final String ANSWER = "Hello from a tiny model.";

  private static final List<String> WORDS =
      List.of("▁Hello", "▁from", "▁a", "▁tiny", "▁model", ".");
  private static final int UNKNOWN = 0;
  private static final int BEGIN = 1;
  private static final int END = 2;
  private static final int BYTES = 3;
  private static final int FIRST_WORD = BYTES + 256;
  private static final int VOCABULARY = FIRST_WORD + WORDS.size();
  private static final int WIDTH = 288;
  private static final int HEADS = 9;
  private static final int INNER = 32;
  private static final int ALIGNMENT = 32;

  private final Buffer metadata = new Buffer();
  private final Buffer tensors = new Buffer();
  private final Buffer data = new Buffer();
  private int members;
  private int matrices;

  private TinyModel() {}

  /** Writes the model to this file. */
  public static void write(Path file) throws IOException {
    Files.write(file, new TinyModel().bytes());
  }

  private byte[] bytes() {
    shape();
    vocabulary();
    weights();
    var file = new Buffer();
    file.raw("GGUF".getBytes(UTF_8)).int32(3).int64(matrices).int64(members);
    file.raw(metadata.bytes()).raw(tensors.bytes());
    return file.align().raw(data.bytes()).bytes();
  }

  private void shape() {
    text("general.architecture", "llama");
    text("general.name", "tiny");
    number("llama.context_length", 2_048);
    number("llama.embedding_length", WIDTH);
    number("llama.block_count", 1);
    number("llama.feed_forward_length", INNER);
    number("llama.attention.head_count", HEADS);
    number("llama.attention.head_count_kv", HEADS);
    number("llama.rope.dimension_count", WIDTH / HEADS);
    number("llama.vocab_size", VOCABULARY);
    key("llama.attention.layer_norm_rms_epsilon", 6).raw(Buffer.floats(1e-5f));
  }

  private void vocabulary() {
    var tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    for (int b = 0; b < 256; b++) {
      tokens.add("<0x%02X>".formatted(b));
    }
    tokens.addAll(WORDS);
    text("tokenizer.ggml.model", "llama");
    var list = array("tokenizer.ggml.tokens", 8);
    tokens.forEach(list::text);
    array("tokenizer.ggml.scores", 6).raw(new byte[4 * VOCABULARY]);
    var types = array("tokenizer.ggml.token_type", 5);
    for (int token = 0; token < VOCABULARY; token++) {
      types.int32(token == UNKNOWN ? 2 : token < BYTES ? 3 : token < FIRST_WORD ? 6 : 1);
    }
    number("tokenizer.ggml.unknown_token_id", UNKNOWN);
    number("tokenizer.ggml.bos_token_id", BEGIN);
    number("tokenizer.ggml.eos_token_id", END);
    text(
        "tokenizer.chat_template",
        "{% for message in messages %}{{ message['content'] }}\n{% endfor %}");
  }

  private void weights() {
    float[] own = new float[VOCABULARY * WIDTH];
    float[] next = new float[VOCABULARY * WIDTH];
    for (int token = 0; token < VOCABULARY; token++) {
      own[token * WIDTH + token] = 1;
      next[following(token) * WIDTH + token] = 1;
    }
    matrix("token_embd.weight", own, WIDTH, VOCABULARY);
    matrix("output.weight", next, WIDTH, VOCABULARY);
    for (var norm : List.of("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm")) {
      float[] ones = new float[WIDTH];
      Arrays.fill(ones, 1);
      matrix(norm + ".weight", ones, WIDTH);
    }
    for (var attention : List.of("q", "k", "v", "output")) {
      var name = "blk.0.attn_" + attention + ".weight";
      matrix(name, new float[WIDTH * WIDTH], WIDTH, WIDTH);
    }
    matrix("blk.0.ffn_gate.weight", new float[WIDTH * INNER], WIDTH, INNER);
    matrix("blk.0.ffn_up.weight", new float[WIDTH * INNER], WIDTH, INNER);
    matrix("blk.0.ffn_down.weight", new float[WIDTH * INNER], INNER, WIDTH);
  }

  private static int following(int token) {
    if (token < FIRST_WORD) {
      return FIRST_WORD;
    }
    return token == VOCABULARY - 1 ? END : token + 1;
  }

  private Buffer key(String key, int type) {
    members++;
    return metadata.text(key).int32(type);
  }

  private void number(String key, int value) {
    key(key, 4).int32(value);
  }

  private void text(String key, String value) {
    key(key, 8).text(value);
  }

  private Buffer array(String key, int type) {
    return key(key, 9).int32(type).int64(VOCABULARY);
  }

  private void matrix(String name, float[] values, int... dimensions) {
    matrices++;
    tensors.text(name).int32(dimensions.length);
    for (int dimension : dimensions) {
      tensors.int64(dimension);
    }
    tensors.int32(0).int64(data.size());
    data.raw(Buffer.floats(values)).align();
  }

  /** Bytes in the order that GGUF has them. */
  private static final class Buffer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static byte[] floats(float... values) {
      var buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      buffer.asFloatBuffer().put(values);
      return buffer.array();
    }

    Buffer raw(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    Buffer int32(int value) {
      return raw(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    Buffer int64(long value) {
      return raw(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    Buffer text(String value) {
      byte[] bytes = value.getBytes(UTF_8);
      return int64(bytes.length).raw(bytes);
    }

    Buffer align() {
      return raw(new byte[(ALIGNMENT - out.size() % ALIGNMENT) % ALIGNMENT]);
    }

    int size() {
      return out.size();
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
