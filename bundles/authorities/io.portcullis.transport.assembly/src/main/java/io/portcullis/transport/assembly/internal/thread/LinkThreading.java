// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.thread;

import java.util.concurrent.Executor;

/**
 * The threads and the clock of links.
 *
 * @param time the clock and timer
 * @param threads runs code of others; a blocked task does not block other tasks
 * @param loop waits for the channels
 */
public record LinkThreading(LinkTime time, Executor threads, SelectorLoop loop) {}
