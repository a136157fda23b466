import { notifications } from '@mantine/notifications';

/** Small news that may be missed; never about money or cards. */
export function tell(message: string): void {
  notifications.show({ message, autoClose: 4_000, withCloseButton: true, closeButtonProps: { 'aria-label': 'Close' } });
}
