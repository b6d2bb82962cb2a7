// SPDX-License-Identifier: Apache-2.0

/** Tells the demonstration: a scripted agent calls tools while its authority comes and goes. */
@NullMarked
package io.portcullis.demo.internal;

import org.jspecify.annotations.NullMarked;
