package io.stackblaze.server.dashboard.page;

import java.util.List;
import java.util.Map;

/**
 * Shown before anything that cannot be taken back, or that people would want to think about.
 *
 * @param effects what will happen, a sentence each
 * @param typed the name that must be typed; empty when none must
 * @param wrong whether a wrong name was typed just now
 * @param action where the form goes
 * @param fields what else goes with it
 * @param destroys whether data is lost
 */
public record ConfirmPage(Frame frame, String heading, List<String> effects, String typed, boolean wrong,
        String action, Map<String, String> fields, String button, boolean destroys, String back) {}
