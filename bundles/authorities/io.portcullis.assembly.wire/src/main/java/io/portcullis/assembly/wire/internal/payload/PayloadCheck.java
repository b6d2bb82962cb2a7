// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.payload;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireException.Kind;
import io.portcullis.assembly.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Checks a payload before it is parsed, without allocating: its limits, and values that a protobuf
 * reader would read as another number. In an answer a field may also occur only once, and only
 * under its own wire type: the last of two decisions must not win.
 */
public final class PayloadCheck {
  private static final int WIRE_VARINT = 0;
  private static final int WIRE_FIXED64 = 1;
  private static final int WIRE_LENGTH = 2;
  private static final int WIRE_FIXED32 = 5;
  private static final int BYTE_BITS = 7;
  private static final int LAST_SHIFT = 63;

  private final byte[] bytes;
  private final boolean strict;
  private int at;
  private int fields;

  private PayloadCheck(byte[] bytes, int from, boolean strict) {
    this.bytes = bytes;
    this.at = from;
    this.strict = strict;
  }

  /** For queries and events: fields may occur twice, as protobuf allows. */
  static void lenient(Descriptor type, byte[] payload) throws WireException {
    new PayloadCheck(payload, 0, false).message(type, payload.length, 1);
  }

  /** For answers and proofs. */
  public static void strict(Descriptor type, byte[] payload) throws WireException {
    new PayloadCheck(payload, 0, true).message(type, payload.length, 1);
  }

  /** For a payload that was encoded here, at the end of a frame. */
  public static void written(Descriptor type, byte[] frame, int from) throws WireException {
    new PayloadCheck(frame, from, true).message(type, frame.length, 1);
  }

  private void message(Descriptor type, int end, int depth) throws WireException {
    if (depth > WireLimits.MAX_DEPTH) {
      throw new WireException(Kind.TOO_DEEP, "messages nested deeper than " + WireLimits.MAX_DEPTH);
    }
    long seen = 0;
    while (at < end) {
      if (++fields > WireLimits.MAX_FIELDS) {
        throw new WireException(Kind.TOO_MANY_FIELDS, "more fields than " + WireLimits.MAX_FIELDS);
      }
      long key = varint(end);
      int wire = (int) (key & 7);
      FieldDescriptor field = known(type.findFieldByNumber(numberOf(key)), wire);
      if (strict && field != null && !field.isRepeated()) {
        seen = once(field, seen);
      }
      value(field, wire, end, depth);
    }
  }

  private static int numberOf(long key) throws WireException {
    int number = (int) (key >>> 3);
    if (key >>> 32 != 0 || number == 0) {
      throw undecodable("a field has an invalid number");
    }
    return number;
  }

  /** Returns the field if it has the wire type of its definition; otherwise it is unknown. */
  private @Nullable FieldDescriptor known(@Nullable FieldDescriptor field, int wire)
      throws WireException {
    if (field == null || wire == wireOf(field)) {
      return field;
    }
    if (strict) {
      throw undecodable("field %s has another type".formatted(field.getFullName()));
    }
    return null; // to a protobuf reader this is an unknown field
  }

  /** Returns the fields seen, as bits, with this one, which must not be among them. */
  private static long once(FieldDescriptor field, long seen) throws WireException {
    long bit = 1L << field.getNumber(); // our numbers are small
    if ((seen & bit) != 0) {
      throw undecodable("field %s occurs twice".formatted(field.getFullName()));
    }
    return seen | bit;
  }

  private static int wireOf(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING, BYTE_STRING, MESSAGE -> WIRE_LENGTH;
      default -> WIRE_VARINT; // these messages have no fixed-size numbers
    };
  }

  private void value(@Nullable FieldDescriptor field, int wire, int end, int depth)
      throws WireException {
    switch (wire) {
      case WIRE_VARINT -> number(field, varint(end));
      case WIRE_FIXED64 -> skip(Long.BYTES, end);
      case WIRE_FIXED32 -> skip(Integer.BYTES, end);
      case WIRE_LENGTH -> {
        long length = varint(end);
        if (length < 0 || length > end - at) {
          throw undecodable("a field is longer than the message around it");
        }
        block(field, (int) length, depth);
      }
      default -> throw undecodable("a field has an unsupported type");
    }
  }

  private void number(@Nullable FieldDescriptor field, long value) throws WireException {
    if (field == null) {
      return;
    }
    // Cut to 32 bits, or to "not zero", another number would become an allow.
    boolean said =
        switch (field.getJavaType()) {
          case ENUM -> value == (int) value;
          case BOOLEAN -> value == 0 || value == 1;
          default -> true;
        };
    if (!said) {
      throw undecodable("field %s has a value out of range".formatted(field.getFullName()));
    }
  }

  private void block(@Nullable FieldDescriptor field, int length, int depth) throws WireException {
    if (field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      message(field.getMessageType(), at + length, depth + 1);
      return;
    }
    if (field != null
        && field.getJavaType() == FieldDescriptor.JavaType.STRING
        && length > WireLimits.MAX_STRING_BYTES) {
      throw new WireException(
          Kind.STRING_TOO_LONG,
          "field %s has %d bytes, but at most %d are allowed"
              .formatted(field.getFullName(), length, WireLimits.MAX_STRING_BYTES));
    }
    at += length;
  }

  private void skip(int count, int end) throws WireException {
    if (count > end - at) {
      throw undecodable("a field ends too early");
    }
    at += count;
  }

  private long varint(int end) throws WireException {
    long value = 0;
    for (int shift = 0; shift <= LAST_SHIFT; shift += BYTE_BITS) {
      if (at == end) {
        throw undecodable("a number ends too early");
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw undecodable("a number has more than ten bytes");
  }

  private static WireException undecodable(String what) {
    return new WireException(Kind.UNDECODABLE, what);
  }
}
