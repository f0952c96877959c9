// The control API of the simulator.

async function ask(method, path, body) {
  const answer = await fetch(`/control${path}`, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.error || `Ошибка ${answer.status}`);
  return result;
}

export const bots = () => ask("GET", "/bots");
export const users = () => ask("GET", "/users");
export const createUser = (user) => ask("POST", "/users", user);
/** Changes what is given; an empty username is taken away. */
export const changeUser = (id, change) => ask("PATCH", `/users/${id}`, change);
export const buyStars = (userId, stars) => ask("POST", `/users/${userId}/stars`, { stars });

/** What one person does in the chat with one bot. */
export class Chat {
  constructor(botId, userId) {
    this.path = `/chats/${botId}/${userId}`;
  }

  send(message) {
    return ask("POST", `${this.path}/messages`, message);
  }

  sendAlbum(messages) {
    return ask("POST", `${this.path}/albums`, { messages });
  }

  forward(id) {
    return ask("POST", `${this.path}/messages/${id}/forward`, {});
  }

  edit(id, words) {
    return ask("PATCH", `${this.path}/messages/${id}`, words);
  }

  delete(id) {
    return ask("DELETE", `${this.path}/messages/${id}`);
  }

  /** `reactions` as messages show them: emoji, or `custom:` and an id. */
  react(id, reactions) {
    const custom = reactions.filter((one) => one.startsWith("custom:"));
    const emoji = reactions.filter((one) => !custom.includes(one));
    return ask("POST", `${this.path}/messages/${id}/reactions`, { emoji, custom_emoji_ids: custom.map((one) => one.slice(7)) });
  }

  press(messageId, data) {
    return ask("POST", `${this.path}/press`, { message_id: messageId, data, timeout_ms: 30000 });
  }

  /** Invoices and invoice links that are shown here. */
  invoices() {
    return ask("GET", `${this.path}/invoices`);
  }

  pay(payment) {
    return ask("POST", `${this.path}/payments`, payment);
  }

  /** The payment as soon as the bot has answered, or after a time. */
  payment(id, timeoutMs) {
    return ask("GET", `${this.path}/payments/${id}?timeout_ms=${timeoutMs}`);
  }

  cancelPayment(id) {
    return ask("POST", `${this.path}/payments/${id}/cancel`, {});
  }

  block(blocked) {
    return ask("POST", `${this.path}/${blocked ? "block" : "unblock"}`, {});
  }

  /** Calls `seen` with the whole chat at first (`fresh`) and then with what changed; returns how to stop. */
  live(seen) {
    let socket;
    let stopped = false;
    let pause = 300;
    const connect = () => {
      if (stopped) return;
      let fresh = true;
      socket = new WebSocket(`${location.origin.replace("http", "ws")}/control${this.path}/live`);
      socket.onmessage = (event) => {
        pause = 300;
        seen(JSON.parse(event.data), fresh);
        fresh = false;
      };
      socket.onclose = () => {
        if (stopped) return;
        setTimeout(connect, pause);
        pause = Math.min(pause * 2, 5000);
      };
    };
    connect();
    return () => {
      stopped = true;
      socket.close();
    };
  }
}
