// The flows for many tokens in Chromium.
import { testFlows } from './playwright.mjs';

testFlows('Chromium', 6);
