//! `webhook set|info|delete`, for every configured bot.

use std::process::ExitCode;

use anyhow::anyhow;
use app::config::{Config, Purpose, Strictness};
use bot::intake::registration::Registration;

use crate::cli::WebhookCommand;
use crate::serve::background;
use crate::wiring::{Databases, Parts, system_clock};

/// Talks to Telegram about its webhooks.
pub(crate) async fn run(command: WebhookCommand) -> anyhow::Result<ExitCode> {
    let config = Config::load(
        Purpose::Serve {
            bot: true,
            polling: false,
        },
        Strictness::Production,
    )
    .map_err(|error| anyhow!("{error}"))?;
    let databases = Databases::connect(&config).await?;
    let parts = Parts::connect(config, databases, system_clock()).await?;
    let registration = Registration {
        gateway: parts.gateway()?,
        clock: parts.clock.clone(),
    };
    let webhook = background::webhook(&parts)?;
    for bot in parts.config.telegram.bots.iter().map(|bot| bot.id) {
        match command {
            WebhookCommand::Set => {
                registration.set_webhook(bot, &webhook).await?;
                println!("{bot}: set");
            }
            WebhookCommand::Info => println!("{bot}: {}", registration.webhook_info(bot).await?),
            WebhookCommand::Delete => {
                registration.delete_webhook(bot).await?;
                println!("{bot}: deleted");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
