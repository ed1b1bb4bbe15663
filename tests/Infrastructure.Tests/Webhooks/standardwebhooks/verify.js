// Reads [{id, timestamp, signature, body, secret}] and prints, for each, what the package standardwebhooks makes of it.
const { Webhook, WebhookVerificationError } = require("standardwebhooks");

const verdict = ({ id, timestamp, signature, body, secret }) => {
  try {
    new Webhook(secret).verify(body, {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": signature,
    });
    return "accepted";
  } catch (error) {
    if (error instanceof WebhookVerificationError) return "refused";
    throw error;
  }
};

const messages = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(messages.map(verdict)));
