// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.mcp.http.internal.connection.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitsTest {
  private static ConnectionLimits of(int total, int perPeer) {
    ConnectionLimits d = ConnectionLimits.DEFAULT;
    return new ConnectionLimits(
        total, perPeer, d.head(), d.bodyWindow(), d.minBodyRate(), d.refusals());
  }

  @ParameterizedTest
  @CsvSource({
    // descriptors, configured total, per peer, total, per peer
    "1024, 0, 0, 192, 144",
    "4096, 0, 0, 960, 720",
    "1048576, 0, 0, 4096, 3072",
    "2147483647, 0, 0, 4096, 3072",
    "100, 0, 0, 1, 1",
    "1024, 384, 0, 384, 288",
    "1024, 385, 385, 384, 384",
    "1024, 100, 7, 100, 7",
    "2147483647, 100000, 0, 100000, 75000"
  })
  void countsFitTheDescriptors(int descriptors, int total, int each, int asked, int askedEach) {
    ConnectionLimits resolved = of(total, each).resolved(descriptors);
    assertThat(resolved.total()).isEqualTo(asked);
    assertThat(resolved.perPeer()).isEqualTo(askedEach);
  }

  @Test
  void limitOfThisProcessIsKnown() {
    assertThat(FileDescriptorLimit.limit()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "::ffff:192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
    "2001:db8:1:2::, 2001:db8:1:2:0:0:0:0/64",
    "2001:db8:1:3::1, 2001:db8:1:3:0:0:0:0/64"
  })
  void networkOfIpv6IsOnePeer(String address, String peer) throws UnknownHostException {
    assertThat(Peer.of(new InetSocketAddress(InetAddress.getByName(address), 1)).name())
        .isEqualTo(peer);
  }

  @Test
  void addressThatIsNotKnownIsAPeerToo() {
    assertThat(Peer.of(null)).isEqualTo(Peer.of(InetSocketAddress.createUnresolved("a", 1)));
  }
}
