// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.library;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.function.net.CidrBlock;
import io.portcullis.policy.internal.function.net.IpLiteral;
import io.portcullis.policy.internal.function.net.StrictUrl;

/** {@code url}, {@code ip}, {@code cidr} and their members. */
public final class NetFunctions {

  /** The work of reading an address or a URL, without that for its length. */
  private static final long READING = 50;

  private NetFunctions() {}

  /** Reads a URL. */
  public static Object url(CallFrame frame, Object value) throws ExpressionFault {
    frame.charge(READING);
    return LibraryFunction.text(frame, value, StrictUrl::of);
  }

  /** Returns the scheme. */
  public static Object scheme(CallFrame frame, Object value) throws ExpressionFault {
    return LibraryFunction.of(StrictUrl.class, value).scheme();
  }

  /** Returns the host. */
  public static Object host(CallFrame frame, Object value) throws ExpressionFault {
    return LibraryFunction.of(StrictUrl.class, value).host();
  }

  /** Returns the port. */
  public static Object port(CallFrame frame, Object value) throws ExpressionFault {
    return (long)
        LibraryFunction.refusing(LibraryFunction.of(StrictUrl.class, value), StrictUrl::port);
  }

  /** Returns the path of a URL. */
  public static Object path(CallFrame frame, Object value) throws ExpressionFault {
    return LibraryFunction.refusing(LibraryFunction.of(StrictUrl.class, value), StrictUrl::path);
  }

  /** Reads an address. */
  public static Object ip(CallFrame frame, Object value) throws ExpressionFault {
    frame.charge(READING);
    return LibraryFunction.text(frame, value, IpLiteral::of);
  }

  /** Returns whether an address is one for private networks. */
  public static Object isPrivate(CallFrame frame, Object value) throws ExpressionFault {
    return LibraryFunction.refusing(
        LibraryFunction.of(IpLiteral.class, value), IpLiteral::isPrivate);
  }

  /** Returns whether an address is one of the host itself. */
  public static Object isLoopback(CallFrame frame, Object value) throws ExpressionFault {
    return LibraryFunction.refusing(
        LibraryFunction.of(IpLiteral.class, value), IpLiteral::isLoopback);
  }

  /** Returns whether an address is valid on one link only. */
  public static Object isLinkLocal(CallFrame frame, Object value) throws ExpressionFault {
    return LibraryFunction.refusing(
        LibraryFunction.of(IpLiteral.class, value), IpLiteral::isLinkLocal);
  }

  /** Reads a block of addresses. */
  public static Object cidr(CallFrame frame, Object value) throws ExpressionFault {
    frame.charge(READING);
    return LibraryFunction.text(frame, value, CidrBlock::of);
  }

  /** Returns whether a block contains an address, which may be a text. */
  public static Object containsIp(CallFrame frame, Object block, Object value)
      throws ExpressionFault {
    CidrBlock addresses = LibraryFunction.of(CidrBlock.class, block);
    IpLiteral address =
        value instanceof IpLiteral known
            ? known
            : LibraryFunction.of(IpLiteral.class, ip(frame, value));
    return addresses.containsIP(address);
  }
}
