// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.control;

import io.portcullis.launcher.failure.LaunchException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs one command in a container over its control socket.
 *
 * <p>The request is a length of four bytes and the arguments, each closed by a zero byte. The
 * answer comes in frames: a type ({@code o} output, {@code e} errors, {@code x} exit code in
 * decimal), a length of four bytes and the payload.
 */
public final class ControlClient {
  static final int MAX_REQUEST_BYTES = 2 * 1024 * 1024;
  static final int MAX_FRAME_BYTES = 64 * 1024;

  private final OutputStream out;
  private final OutputStream err;

  public ControlClient(OutputStream out, OutputStream err) {
    this.out = out;
    this.err = err;
  }

  /** Returns the exit code of the command. */
  public int run(Path socket, List<String> arguments) throws LaunchException {
    byte[] request = request(arguments);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      send(channel, request);
      return answer(new DataInputStream(Channels.newInputStream(channel)));
    } catch (EOFException e) {
      throw unavailable("the container closed the connection before the command ended");
    } catch (IOException e) {
      throw unavailable("no container answers at " + socket + ": " + LaunchException.reasons(e));
    }
  }

  private static byte[] request(List<String> arguments) throws LaunchException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String argument : arguments) {
      if (argument.indexOf('\uFFFD')
          >= 0) { // what the JVM could not decode must not be asked about
        throw new LaunchException(
            LaunchException.USAGE,
            "an argument is not readable in the character set of this locale");
      }
      bytes.writeBytes(argument.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    if (bytes.size() > MAX_REQUEST_BYTES) {
      throw new LaunchException(
          LaunchException.USAGE, "the command is longer than " + MAX_REQUEST_BYTES + " bytes");
    }
    return bytes.toByteArray();
  }

  private static void send(SocketChannel channel, byte[] request) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + request.length);
    buffer.putInt(request.length).put(request).flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Copies the frames to the two streams up to the exit code. */
  int answer(DataInputStream frames) throws IOException, LaunchException {
    while (true) {
      int type = frames.readUnsignedByte();
      int length = frames.readInt();
      if (length < 0 || length > MAX_FRAME_BYTES) {
        throw unavailable("the container sent a frame of " + length + " bytes");
      }
      byte[] payload = new byte[length];
      frames.readFully(payload);
      switch (type) {
        case 'o' -> write(out, payload);
        case 'e' -> write(err, payload);
        case 'x' -> {
          return exitCode(payload);
        }
        default -> throw unavailable("the container sent a frame of the unknown type " + type);
      }
    }
  }

  private static void write(OutputStream stream, byte[] payload) throws IOException {
    stream.write(payload);
    stream.flush();
  }

  private static int exitCode(byte[] payload) throws LaunchException {
    String text = new String(payload, StandardCharsets.US_ASCII);
    if (!text.matches("[0-9]{1,3}")) {
      throw unavailable("the container sent no exit code but: " + text);
    }
    return Integer.parseInt(text);
  }

  private static LaunchException unavailable(String message) {
    return new LaunchException(LaunchException.UNAVAILABLE, message);
  }
}
