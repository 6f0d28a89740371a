/** Signing up, as a person does it: fill the form, open the mail, follow its link. */

import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { serve } from "./shop.js";

const api = `${process.env.MAILTRAP_URL}/api/v1`;

test("the link of the mail confirms the address", async ({ page, request }) => {
  const inbox = `sign-up-${randomUUID()}`;
  const shop = await serve(0, inbox);
  try {
    await page.goto(`http://127.0.0.1:${shop.address().port}/`);
    await page.getByLabel("Email").fill("ada@example.test");
    await page.getByRole("button", { name: "Sign up" }).click();
    await expect(page.getByRole("heading")).toHaveText("Look into your mail");

    const waited = await request.get(`${api}/wait`, { params: { inbox, query: "to:ada@example.test", timeout: 10 } });
    expect(waited.status(), await waited.text()).toBe(200);
    const { messages: [mail] } = await waited.json();
    const { Links } = await (await request.get(`${api}/message/${mail.ID}/extract`)).json();
    await page.goto(Links.find((link) => link.Text === "Confirm your address").URL);

    await expect(page.getByRole("heading")).toHaveText("Welcome, ada@example.test");
  } finally {
    shop.closeAllConnections();
    shop.close();
  }
});
