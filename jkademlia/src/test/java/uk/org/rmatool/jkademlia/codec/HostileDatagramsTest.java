package uk.org.rmatool.jkademlia.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.message.Message;

class HostileDatagramsTest {
  @Test
  void whateverComesIsAMessageOrACodecException() throws Exception {
    var datagrams = new HostileDatagrams(20_261_123);
    int messages = 0;
    for (int i = HostileDatagrams.count(); i > 0; i--) {
      var datagram = datagrams.next();
      try {
        var message = Datagrams.read(datagram.buffer());
        if (message instanceof Message.Question(var id, var request)) {
          var again = Datagrams.write(id, request);
          assertThat(Datagrams.read(again.buffer())).isEqualTo(message);
        }
        messages++;
      } catch (CodecException expected) {
        assertThat(expected.getStackTrace()).isEmpty();
      }
    }
    assertThat(messages).isGreaterThan(HostileDatagrams.count() / 20);
  }
}
