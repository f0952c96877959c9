//! Links to invoices, for front ends that show their own buttons.

use app::AppError;
use app::tips::InvoiceLinks;
use async_trait::async_trait;
use chrono::TimeDelta;
use domain::values::{MemberId, TipAmount, TipId};

use crate::{Services, language, screens, texts};

/// How long Telegram may take to make a link.
const PATIENCE: TimeDelta = TimeDelta::seconds(10);

/// Links through the bot that the payer wrote to.
pub struct TelegramInvoices(pub Services);

#[async_trait]
impl InvoiceLinks for TelegramInvoices {
    async fn link(
        &self,
        payer: MemberId,
        tip_id: TipId,
        amount: TipAmount,
    ) -> Result<Option<String>, AppError> {
        let services = &self.0;
        let Some(address) = services.vault.address(payer).await? else {
            return Ok(None);
        };
        let words = texts::words(language::as_of_now(services, payer).await?);
        let payload = services.tips.payloads.seal(tip_id.0);
        let params = screens::tips::invoice(words, amount, &payload);
        let deadline = services.clock.now() + PATIENCE;
        let asked = services
            .gateway
            .call(address.bot, "createInvoiceLink", &params, deadline);
        let link = asked
            .await
            .map_err(|_| AppError::TimedOut("createInvoiceLink"))?;
        Ok(link.as_str().map(str::to_owned))
    }
}
