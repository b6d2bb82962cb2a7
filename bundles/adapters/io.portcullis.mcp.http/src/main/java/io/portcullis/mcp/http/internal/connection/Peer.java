// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The remote end of a connection. An IPv6 network ({@code /64}) is one peer, because one host
 * commonly has all of its addresses (RFC 6177).
 *
 * @param name an address of IPv4, or a network of IPv6
 */
public record Peer(String name) {
  private static final int NETWORK_BYTES = 8;
  private static final Peer UNKNOWN = new Peer("unknown");

  /** Returns the peer at an address. */
  public static Peer of(@Nullable SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return UNKNOWN;
    }
    InetAddress host = inet.getAddress();
    return host instanceof Inet6Address
        ? new Peer(network(host.getAddress()))
        : new Peer(host.getHostAddress());
  }

  private static String network(byte[] address) {
    byte[] network = address.clone();
    Arrays.fill(network, NETWORK_BYTES, network.length, (byte) 0);
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/64";
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of IPv6 has 16 bytes", e);
    }
  }
}
